"""`manage.py test`: finds or starts what the tests need, runs pytest in three parts, and takes it all down again."""
