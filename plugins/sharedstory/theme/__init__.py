"""The face of the site, as a MkDocs theme on Material's ground: `theme: {name: sharedstory}`."""
