"""The first page: what there is, and where to begin."""

import streamlit as st

st.title("Descent Lab")
st.markdown("Drag a hyperparameter and watch gradient-based optimizers respond while the pointer moves.")
TOPICS = [
    (
        "momentum.py",
        "Momentum and Nesterov momentum",
        ":material/trending_down:",
        "How much of the past should a step remember? Four methods descend Rosenbrock's curved valley: "
        "drag β, move the start, step through the equations. *Section 4.1*",
    ),
    (
        "adaptive.py",
        "Adaptive learning rates",
        ":material/tune:",
        "A learning rate for each coordinate: Adagrad, RMSprop, Adadelta and Adam, taken apart. *Section 4.3*",
    ),
    (
        "sgd.py",
        "Mini-batches",
        ":material/grain:",
        "Quadratics that disagree, and the hull of their minimizers: drag the samples, n_b, α. *Section 4.2*",
    ),
    (
        "noise.py",
        "Gradient noise",
        ":material/blur_on:",
        "Right on average, and how far off: which variance law holds for which way to draw. *Section 4.2*",
    ),
    (
        "ensemble.py",
        "Many runs",
        ":material/scatter_plot:",
        "Two thousand runs at once: their mean beside gradient descent, and who escapes a shallow well. *Section 4.2*",
    ),
    (
        "network.py",
        "Network",
        ":material/hub:",
        "A small network trains while you drag α, β, γ, ρ, λ, n_b, its size or its data. *Sections 4.1 to 4.3*",
    ),
    (
        "slice.py",
        "Loss slice",
        ":material/terrain:",
        "The loss of a network on a plane through its parameters, and how far the plane can be trusted.",
    ),
    (
        "dropout.py",
        "Dropout",
        ":material/grid_off:",
        "Units left out at random in training, and the average of many networks at test time. *Section 4.4*",
    ),
    (
        "weight_decay.py",
        "Weight decay",
        ":material/compress:",
        "A factor 1 − αλ at every step, the minimum it moves, the fit it calms, and why AdamW differs. *Section 4.5*",
    ),
    (
        "race.py",
        "Race",
        ":material/flag:",
        "Any of the ten methods, each with its own settings, on any of many landscapes. *Sections 4.1 and 4.3*",
    ),
]

TOPICS.append(
    (
        "classroom.py",
        "Classroom",
        ":material/school:",
        "Prepared lessons with a prediction to make, and any page as a QR code for the projector.",
    )
)

for page, title, icon, words in TOPICS:
    with st.container(border=True):
        st.page_link(page, label=f"**{title}**", icon=icon)
        st.markdown(words)
