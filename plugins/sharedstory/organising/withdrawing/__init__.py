"""An entry or a pledge is taken back, everywhere, and it is proved."""
