"""For teachers: a link to project, as a QR code and in large type, and prepared lessons."""

from html import escape
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

import segno
import streamlit as st

from lessons import lessons

st.subheader("Classroom", anchor=False)

address = urlsplit(st.context.url or "http://localhost:8501/classroom")
base = f"{address.scheme}://{address.netloc}{address.path.removesuffix('classroom')}"


def reaches_only_itself(host: str | None) -> bool:
    """Whether no other machine can open an address with this name."""
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def code(link: str) -> str:
    """The QR code of a link, as the address of an SVG picture."""
    return segno.make(link, error="m").svg_data_uri(scale=6, border=2, light="#fff")


if reaches_only_itself(address.hostname):
    st.warning(
        f"Only this machine finds itself under {address.hostname}. For a link that students can open, open this page "
        "by the name or address that the machine has in the network."
    )
given = st.query_params.get("link", "")
typed = st.text_input("Page to share", given, placeholder="momentum?beta=0.95", help="Copied from the address bar.")
inside = typed.strip().removeprefix(base).lstrip("/")
link = base + inside
if len(link) > 2000:
    st.warning("This link is too long for a QR code that a phone can read: it has more than 2,000 characters.")
else:
    picture, words = st.columns([1, 2], vertical_alignment="center")
    picture.html(f'<img alt="QR code of the link" src="{code(link)}" style="width:100%;max-width:24rem">')
    words.html(
        f'<p style="font-size:clamp(1.4rem,3.2vw,3rem);line-height:1.2;overflow-wrap:anywhere">{escape(link)}</p>'
    )
    words.markdown(f"[Open it]({link}) · [on the projector]({link}{'&' if '?' in link else '?'}projector=1)")
st.markdown(
    "On every page, `projector=1` in the address enlarges everything and leaves the prose away, and "
    "`hide=alpha,steps` hides controls. Students need nothing but a browser that reaches this address."
)

st.markdown("#### Lessons")
for lesson in lessons():
    with st.container(border=True):
        st.markdown(f"**{lesson.section} · {lesson.title}**  \n{lesson.objective}")
        st.markdown(f"*Predict:* {lesson.predict}")
        with st.expander("What to look for"):
            st.markdown(lesson.look_for)
        shared = f"{base}classroom?link={quote(lesson.link, safe='')}"
        st.markdown(
            f"[Open]({base}{lesson.link}) · [on the projector]({base}{lesson.link}&projector=1) · [share]({shared})"
        )
