"""What a question asks for, among things the app can answer; a person is asked when it is not sure. Never free text."""
