"""The users of a new instance; Roundup runs this file once, with the administrator's password as `adminpw`.

The other users are made by `tracker_home.add_accounts`, with passwords of the instance.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deploy.sandbox.tracker.hyperdb import Database


def people(db: "Database", password: object, address: str) -> None:
    """Create the administrator and the visitor who has not logged in."""
    user = db.getclass("user")
    user.create(
        username="admin",
        ref="ADMIN",
        realname="Administrator",
        password=password,
        address=address,
        roles="Admin",
    )
    user.create(username="anonymous", ref="ANONYMOUS", realname="Not logged in", roles="Anonymous")


if "db" in globals():
    people(globals()["db"], globals()["adminpw"], globals()["admin_email"])
