"""Reading the national extracts: SSD tables and SSDA903 files become ChildRecords, and the first load."""
