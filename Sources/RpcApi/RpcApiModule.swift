// Each API method with its parameters and result, once for server and client.
