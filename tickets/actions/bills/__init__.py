"""What an administrator does with bills: close a month, and put a closed one right on the next."""
