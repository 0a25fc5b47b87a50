"""Which sources can't become what the model wants, whatever their records say."""

from lambdas.catalogue.dataset import Format
from lambdas.contract.preparation import Shape
from lambdas.datasets.prepare.shapes import Layout
from lambdas.datasets.prepare.target import Target


def misfit_of(layout: Layout, target: Target) -> tuple[str, str] | None:
    """Return why records of a layout can't become what the model wants, and what could."""
    wanted = target.rules.format
    title = target.model.title
    is_text = layout.shape is Shape.TEXT or layout.fields.text is not None
    if is_text and wanted is not Format.TEXT:
        return "plain text", f"prompts and answers, from which {title} learns to answer"
    if wanted is Format.TEXT and not is_text:
        return f"records of the shape {layout.shape}", f"plain text, which {title} learns to go on"
    if (layout.shape is Shape.CAPTION) is not (wanted is Format.IMAGE_CAPTION):
        return f"records of the shape {layout.shape}", f"what can become {wanted}"
    if target.wants_answers and not layout.has_answers:
        return "prompts without answers", f"answers, from which {title} learns"
    return None
