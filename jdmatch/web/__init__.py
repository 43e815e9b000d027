"""The web application: pages and an API over the analyzer, the check, the reports and the store.

No logic of its own: a request is parsed, something below is called, and what it gave is shown. ``app`` puts the parts
together; ``guard`` is what stands between the network and them; ``desk`` keeps the models and lets one request after
the other use them; ``pages`` answer people, ``api`` programs; ``show`` fills the templates. FastAPI, Starlette and
uvicorn are imported here and nowhere else.
"""
