print("zklink")
