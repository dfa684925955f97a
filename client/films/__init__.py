"""Films of the app: a silent picture for each scene, captions in WebVTT for each language, and how they are played."""
