"""Pages made from templates: what is escaped, marked and missing."""

import jinja2
import numpy as np
import pandas as pd
import pytest

from sclcell.page import render_page
from sclcell.report.page import report_page
from sclcell.report.section import Section


def test_cells_are_escaped_and_large_deviations_are_marked():
    table = pd.DataFrame({"Quantity": ["σ <b>", "t", "D"], "Deviation [%]": [-50.0, 9.0, np.nan]})
    page = report_page({"x": [Section("s", "s", tables={"t": table})]}, table[:0], "0")
    assert "<td class='text'>σ &lt;b&gt;</td><td class='miss'>−50</td>" in page
    assert "<td class='text'>t</td><td>9</td>" in page
    assert "<td class='text'>D</td><td>–</td>" in page


def test_content_that_a_template_needs_is_not_left_blank():
    with pytest.raises(jinja2.UndefinedError, match="title"):
        render_page("report")
