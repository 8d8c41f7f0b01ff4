"""How gunicorn serves the site. What is given on its command line wins."""

from __future__ import annotations

from tracker.settings import LOG_LEVEL, PORT, WEB_CONCURRENCY

wsgi_app = "tracker.wsgi"
bind = f"127.0.0.1:{PORT}"
workers = WEB_CONCURRENCY
# Our views are short and use the processor: one request at a time for each worker was the
# fastest of all servers measured, and slow clients are the proxy's business.
worker_class = "sync"
timeout = 30
# Workers are renewed now and then, not all at once, so that no slow leak can grow.
max_requests = 5000
max_requests_jitter = 500
accesslog = None
errorlog = "-"
loglevel = LOG_LEVEL.lower()
# Its socket would be a file in the home folder, shared by every site of this account.
control_socket_disable = True
