"""Light, sound and text for the person at the door."""
