"""`manage.py test`: finds or starts what the tests need, runs pytest in its two parts, and takes it all down again."""
