"""An export of WordPress -> drafts."""
