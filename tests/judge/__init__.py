"""An independent judge: what the public validator of returns calls faulty, beside what the import tells."""
