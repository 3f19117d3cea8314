package org.nightbeam.preview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ChartTest {
  private static Document chart(Chart.Axis across, Chart.Axis up) throws Exception {
    Chart chart = new Chart("a < b", across, up);
    chart.point("point", across.first(), up.first());
    chart.point("point", across.last(), up.last());
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(chart.svg())));
  }

  private static List<Element> all(Document svg, String name, String attribute, String value) {
    NodeList found = svg.getElementsByTagName(name);
    return IntStream.range(0, found.getLength())
        .mapToObj(i -> (Element) found.item(i))
        .filter(element -> element.getAttribute(attribute).equals(value))
        .toList();
  }

  private static List<Element> ticks(Document svg, String anchor) {
    return all(svg, "text", "class", "tick").stream()
        .filter(text -> text.getAttribute("text-anchor").equals(anchor))
        .toList();
  }

  private static List<String> labels(Document svg, String anchor) {
    return ticks(svg, anchor).stream().map(Element::getTextContent).toList();
  }

  private static double point(Document svg, int number, String coordinate) {
    return Double.parseDouble(
        all(svg, "circle", "class", "point").get(number).getAttribute(coordinate));
  }

  @Test
  void anAxisHasRoundValuesAndItsEndsWithin() throws Exception {
    Document svg =
        chart(Chart.Axis.linear("days", 0.25, 0.42), Chart.Axis.linear("flux", 0.98, 1.04));
    assertEquals(List.of("0.25", "0.30", "0.35", "0.40"), labels(svg, "middle"));
    assertEquals(
        List.of("0.98", "0.99", "1.00", "1.01", "1.02", "1.03", "1.04"), labels(svg, "end"));
    assertTrue(point(svg, 0, "cx") < point(svg, 1, "cx"), "to the right");
    assertTrue(point(svg, 0, "cy") > point(svg, 1, "cy"), "upwards");
    assertEquals("a < b", all(svg, "text", "class", "title").get(0).getTextContent());
  }

  @Test
  void equalRatiosHaveEqualLengthsOnALogarithmicAxis() throws Exception {
    Document svg =
        chart(Chart.Axis.linear("mag", -13, -6), Chart.Axis.logarithmic("mmag", 0.5, 1000));
    assertEquals(
        List.of("0.5", "1", "2", "5", "10", "20", "50", "100", "200", "500", "1000"),
        labels(svg, "end"));
    double[] heights =
        ticks(svg, "end").stream()
            .mapToDouble(tick -> Double.parseDouble(tick.getAttribute("y")))
            .toArray();
    double decade = heights[1] - heights[4];
    assertEquals(decade, heights[4] - heights[7], 0.2);
    assertEquals(decade, heights[7] - heights[10], 0.2);
  }

  /** Between 2 and 6.1 there is one round ratio, which shows no scale. */
  @Test
  void anAxisHasTwoTicksAtLeast() throws Exception {
    Document svg =
        chart(Chart.Axis.linear("x", 1e9, 1e9), Chart.Axis.logarithmic("mmag", 2.2, 4.9));
    assertTrue(labels(svg, "end").size() > 1, labels(svg, "end").toString());
    assertTrue(labels(svg, "middle").size() > 1, labels(svg, "middle").toString());
    assertTrue(Double.isFinite(point(svg, 0, "cx")));
    Document wide = chart(Chart.Axis.linear("x", 0, 1), Chart.Axis.logarithmic("mmag", 2.15, 9));
    assertTrue(labels(wide, "end").size() > 1, labels(wide, "end").toString());
  }

  @Test
  void anAxisMayRunDownwards() throws Exception {
    Document svg = chart(Chart.Axis.linear("x", 0, 1), Chart.Axis.linear("mag", 14, 12));
    assertTrue(point(svg, 0, "cy") > point(svg, 1, "cy"), "the first value is at the bottom");
  }
}
