"""Pictures with captions: reading, augmentation, batches; and the data sets that are made here (`shapes`, `emoji`)."""
