"""How gunicorn serves the site. What is given on its command line wins."""

from __future__ import annotations

import os
from pathlib import Path

import environ

# The same file as in tracker/settings.py; the environment wins over it there and here.
environ.Env.read_env(os.environ.get("ENV_FILE", Path(__file__).parent / ".env"))

wsgi_app = "tracker.wsgi"
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Our views are short and use the processor: one request at a time for each worker was the
# fastest of all servers measured, and slow clients are the proxy's business.
worker_class = "sync"
timeout = 30
# Workers are renewed now and then, not all at once, so that no slow leak can grow.
max_requests = 5000
max_requests_jitter = 500
accesslog = None
errorlog = "-"
loglevel = os.environ.get("LOG_LEVEL", "INFO").lower()
# Its socket would be a file in the home folder, shared by every site of this account.
control_socket_disable = True
