"""What came another way, as sheets, notes or the export of a blog -> entries and pledges, without what is private."""
