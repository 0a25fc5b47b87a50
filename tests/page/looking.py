"""What is asked of a page as the browser shows it: JavaScript that returns what is wrong."""

UNREADABLE = """
(() => {
  const channels = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const linear = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const over = ([r, g, b, a = 1], ground) => [r, g, b].map((c, i) => c * a + ground[i] * (1 - a));
  const ground = element => {
    if (!element) return [255, 255, 255];
    const own = channels(getComputedStyle(element).backgroundColor);
    const a = own.length > 3 ? own[3] : own.length ? 1 : 0;
    return a === 1 ? own.slice(0, 3) : over([...own.slice(0, 3), a], ground(element.parentElement));
  };
  const ratio = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const wrong = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement, words = texts.currentNode.data.trim();
    if (!words || !element.getClientRects().length) continue;
    const style = getComputedStyle(element), behind = ground(element);
    const colour = channels(element.closest("svg") ? style.fill : style.color);
    const contrast = ratio(over(colour, behind), behind);
    seen += 1;
    if (contrast < 4.5) wrong.push(`${contrast.toFixed(2)}: ${words}`);
  }
  return {seen, wrong};
})()
"""
"""Text with less contrast than 4.5 to 1, level AA of
https://www.w3.org/TR/WCAG22/#contrast-minimum, whatever its size."""

CLUTTER = """
(() => {
  const wrong = [];
  const charts = [...document.querySelectorAll("svg.chart")].filter(c => c.getClientRects().length);
  for (const chart of charts) {
    const frame = chart.getBoundingClientRect(), scale = frame.width / chart.viewBox.baseVal.width;
    const texts = [...chart.querySelectorAll("text")].map(text => {
      const r = text.getBoundingClientRect(), slack = r.height * 0.2;
      // A line's box is higher than its letters.
      return {words: text.textContent, left: r.left, right: r.right, top: r.top + slack,
        bottom: r.bottom - slack, size: parseFloat(getComputedStyle(text).fontSize) * scale};
    });
    texts.forEach((one, i) => {
      if (one.left < frame.left - 1 || one.right > frame.right + 1
        || one.top < frame.top - 1 || one.bottom > frame.bottom + 1)
        wrong.push(`cut: ${one.words}`);
      if (one.size < 8.5) wrong.push(`${one.size.toFixed(1)} px: ${one.words}`);
      for (const other of texts.slice(i + 1))
        if (one.left < other.right && other.left < one.right
          && one.top < other.bottom && other.top < one.bottom)
          wrong.push(`${one.words} on ${other.words}`);
    });
  }
  return {seen: charts.length, wrong};
})()
"""
"""Words in a chart that are cut off, too small or on each other."""

OVERFLOWING = """
[...document.querySelectorAll("body *")].filter(one =>
  one.getClientRects().length && one.scrollWidth > one.clientWidth + 1
  && getComputedStyle(one).display !== "inline" && !(one instanceof SVGElement)
).map(one => ({name: one.tagName + "." + one.className, label: one.ariaLabel,
  focusable: one.tabIndex === 0, scrolls: getComputedStyle(one).overflowX === "auto"}))
"""
"""Elements whose content is wider than they are."""

FOCUSED = """
(() => {
  const one = document.activeElement, style = getComputedStyle(one);
  return {name: one.getAttribute("aria-label"), outline: parseFloat(style.outlineWidth),
    style: style.outlineStyle};
})()
"""
"""What has the focus, and how it shows it."""

FOCUSABLE = '[...document.querySelectorAll("[tabindex]")].map(one => one.ariaLabel)'
"""What a keyboard reaches, in the order of the page."""

CELL_LABELS = """
[...document.querySelectorAll(".stacked td")]
  .filter(one => getComputedStyle(one, "::before").display === "block")
  .map(one => getComputedStyle(one, "::before").content.replaceAll('"', ""))
"""
"""The names of columns that stand above single cells, where no heading does."""

DIRECTIONS = """
(() => {
  const [prompt, reference] = document.querySelectorAll(".words dd");
  const of = one => getComputedStyle(one).direction;
  return {page: of(document.body), prompt: of(prompt), reference: of(reference)};
})()
"""
"""Which way the page reads, and two texts of a record."""
