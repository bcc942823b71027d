bind = "0.0.0.0:8000"
workers = 2
preload_app = True
reload = False
forwarded_allow_ips = "*"
