"""What this runtime offers beyond the public API that it shares with Pyodide."""
