"""One worker's browser on the case record: pages as a person reads them."""

import re
from html import unescape

import httpx

from deploy.sandbox.tracker_home import Account
from deploy.sandbox.tracker_server import TrackerNode


class WebPage:
    """Logged in as one worker; `close` when done."""

    def __init__(self, node: TrackerNode, account: Account) -> None:
        """Log in through the form."""
        headers = {"Origin": node.origin, "Referer": node.url}
        self._http = httpx.Client(base_url=node.url, headers=headers, follow_redirects=True, timeout=20)
        form = self._http.get("").text
        hidden = [
            dict(re.findall(r'(name|value)="([^"]*)"', one)) for one in re.findall("<input[^>]*>", form)
        ]
        fields = {one["name"]: unescape(one["value"]) for one in hidden if "value" in one and "name" in one}
        fields |= {"__login_name": account.username, "__login_password": account.password}
        self._http.post("", files={name: (None, value.encode()) for name, value in fields.items()})

    def see(self, child: str) -> str:
        """Return what stands on a child's page, one space between words."""
        number = self._http.get(f"rest/data/child/{child}").json()["data"]["id"]
        page = self._http.get(f"child{number}").text
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", page)))

    def close(self) -> None:
        """Close the browser."""
        self._http.close()
