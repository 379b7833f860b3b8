print("false")
