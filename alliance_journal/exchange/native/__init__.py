"""The app's own JSON, which keeps everything."""
