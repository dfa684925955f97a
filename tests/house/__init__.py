"""The house test: that the code keeps the form and manner its plan promises."""
