package org.ozmonitor.core.notification;

import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/// HTML as a tree: white space between elements and the order of attributes do not count. What is
/// not well-formed is compared as text.
final class HtmlShape {
  private HtmlShape() {}

  static String of(String html) {
    String legal = html.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F]", "\uFFFD");
    try {
      var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      builder.setErrorHandler(null);
      StringBuilder shape = new StringBuilder();
      describe(
          builder
              .parse(new InputSource(new StringReader("<root>" + legal + "</root>")))
              .getDocumentElement(),
          shape);
      return shape.toString();
    } catch (SAXException notWellFormed) {
      return legal.strip().replaceAll("\\s+", " ");
    } catch (IOException | ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void describe(Node node, StringBuilder shape) {
    if (node instanceof Text text) {
      String words = text.getData().replaceAll("\\s+", " ");
      shape.append(words.isBlank() ? "" : words.strip());
    } else if (node instanceof Element element) {
      Map<String, String> attributes = new TreeMap<>();
      for (int at = 0; at < element.getAttributes().getLength(); at++) {
        Node attribute = element.getAttributes().item(at);
        attributes.put(attribute.getNodeName(), attribute.getNodeValue());
      }
      shape.append('<').append(element.getTagName()).append(attributes).append('>');
      for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
        describe(child, shape);
      }
      shape.append("</").append(element.getTagName()).append('>');
    }
  }
}
