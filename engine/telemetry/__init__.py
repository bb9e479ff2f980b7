"""What a run leaves behind: which rows are recorded (record.py), how they lie in HDF5 (writer.py), how to read them (reader.py)."""
