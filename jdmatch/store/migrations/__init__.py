"""The migrations of the database, in ``versions``: one file each, never altered once it was released."""
