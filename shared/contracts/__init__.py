"""The published language: every event and record that crosses a process boundary."""
