"""What is asked, and the file that answers make."""
