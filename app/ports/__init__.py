"""What a channel and a speech engine must be able to do, and how they are found."""
