"""What the runtime itself needs of Python: helpers of the bridge and the import of JavaScript modules."""
