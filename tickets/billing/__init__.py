"""Bills: what a month of work comes to, and the documents that say so (PDF, CSV, XLSX, UBL)."""
