"""Work beside writing: daily runs, check, salvage, encryption, the trash."""
