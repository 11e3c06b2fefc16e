"""How fast Shared Story is, measured beside what people would use instead."""
