"""Format "Markdown": a folder of notes with front matter."""
