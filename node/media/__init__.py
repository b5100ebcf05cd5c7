"""Pictures, films and sounds; uploads come with a later issue."""
