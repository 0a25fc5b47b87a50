"""What a team may call an execution."""

from hypothesis import strategies as st

FORBIDDEN = '<>{}[]?*"#%\\^|~`$&,;:/'
"""https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html"""
LONGEST = 80

PLAIN = "abcXYZ019._-"
ANYTHING = st.characters(
    exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), exclude_characters=FORBIDDEN
)
EXECUTION_NAMES = st.text(st.sampled_from(PLAIN), min_size=1, max_size=LONGEST) | st.text(
    ANYTHING, min_size=1, max_size=LONGEST
)
