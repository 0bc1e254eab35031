"""Import and export of whole journals as documents."""
