package org.evenkeel.check;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/** One element of an XMPP stream over a WebSocket, where each message is a whole one (RFC 7395). */
record Stanza(Element element) {
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final int LONGEST = 200;

  /**
   * @throws IllegalArgumentException what came is not an element, or wants to be more than one
   */
  static Stanza parse(String text) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setXIncludeAware(false);
      factory.setExpandEntityReferences(false);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      var builder = factory.newDocumentBuilder();
      builder.setErrorHandler(null);
      return new Stanza(
          builder.parse(new InputSource(new StringReader(text))).getDocumentElement());
    } catch (Exception notXml) {
      throw new IllegalArgumentException("it is not XML");
    }
  }

  String name() {
    return element.getLocalName();
  }

  /** Empty where there is none. */
  String get(String attribute) {
    return element.getAttribute(attribute);
  }

  boolean isError() {
    return get("type").equals("error");
  }

  List<Stanza> children() {
    List<Stanza> children = new ArrayList<>();
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element child) {
        children.add(new Stanza(child));
      }
    }
    return children;
  }

  Optional<Stanza> child(String name) {
    return children().stream().filter(child -> child.name().equals(name)).findFirst();
  }

  boolean has(String name, String namespace) {
    return children().stream()
        .anyMatch(
            child ->
                child.name().equals(name) && namespace.equals(child.element.getNamespaceURI()));
  }

  /** What an error or a failure says in words, or else its condition; fit for a terminal. */
  String why() {
    Stanza error = name().equals("failure") ? this : child("error").orElse(this);
    String words =
        error
            .child("text")
            .map(text -> text.element.getTextContent())
            .orElseGet(
                () -> error.children().stream().findFirst().map(Stanza::name).orElse("no reason"));
    String plain = CONTROL.matcher(words).replaceAll(" ");
    return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "…";
  }

  /** For attributes and text. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&apos;")
        .replace("\"", "&quot;");
  }
}
