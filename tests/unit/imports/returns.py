"""Rows of a return, as tests write them."""

EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN"
PLACED = "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED"
SW_EPISODES = "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON"
OC3 = "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM"
BORN = "01/04/2012"


def episode(
    start: str,
    end: str = "",
    reason: str = "",
    *,
    status: str = "C2",
    place: str = "U4",
    new: str = "S",
) -> list[str]:
    """One row of Episodes, of child A."""
    return ["A", start, new, status, "N1", place, "PR1", end, reason, "", "", "", ""]
