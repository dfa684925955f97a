"""The window around the screens: navigation, top bar, regions, search over everything."""
