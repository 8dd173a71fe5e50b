package dev.waybill.client;

import dev.waybill.protocol.ElicitResult;
import dev.waybill.protocol.Json;
import dev.waybill.schema.CompiledSchema;
import dev.waybill.schema.SchemaException;
import dev.waybill.schema.SchemaLimits;
import dev.waybill.schema.Violation;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A question for the user (client/elicitation): a form to fill in, or a page to visit. */
public sealed interface Elicitation {
  /** What the user is asked, for showing. From the server, so not to be trusted. */
  String message();

  /** The user said no. */
  default ElicitResult decline() {
    return new ElicitResult(ElicitResult.Action.DECLINE, null);
  }

  /** The user dismissed the question without an answer. */
  default ElicitResult cancel() {
    return new ElicitResult(ElicitResult.Action.CANCEL, null);
  }

  /**
   * A form. Must not ask for secrets: a client refuses to hide what is typed into one.
   *
   * @param schema a flat object of strings, numbers, booleans and choices
   */
  record Form(String message, ObjectNode schema) implements Elicitation {
    /**
     * The fields in the server's order, for showing them one by one and checking what is put in.
     *
     * @throws IllegalArgumentException when the schema holds what no form can
     */
    public List<FormField> fields() {
      return FormFields.of(schema);
    }

    /** The fields with the values the server proposes for them. */
    public ObjectNode defaults() {
      return withDefaults(Json.mapper().createObjectNode());
    }

    /** The form as the server proposes it. */
    public ElicitResult accept() {
      return accept(Json.mapper().createObjectNode());
    }

    /**
     * The form filled in; defaults stand where a field is left out.
     *
     * @param content a record, a map, or an {@code ObjectNode}
     * @throws IllegalArgumentException when the content does not satisfy the schema
     */
    public ElicitResult accept(Object content) {
      if (!(Json.mapper().<JsonNode>valueToTree(content) instanceof ObjectNode given)) {
        throw new IllegalArgumentException("a form is filled in with a record or a map");
      }
      ObjectNode filled = withDefaults(given);
      List<Violation> violations;
      try {
        violations = CompiledSchema.compile(schema, SchemaLimits.DEFAULT).validate(filled);
      } catch (SchemaException e) {
        throw new IllegalArgumentException("the server's form has a broken schema: decline it", e);
      }
      if (!violations.isEmpty()) {
        throw new IllegalArgumentException("the form is not filled in as asked: " + violations);
      }
      checkFields(filled);
      return new ElicitResult(ElicitResult.Action.ACCEPT, filled);
    }

    private void checkFields(ObjectNode filled) {
      List<FormField> fields;
      try {
        fields = fields();
      } catch (IllegalArgumentException e) {
        return; // not for showing, and the schema was satisfied
      }
      for (FormField field : fields) {
        String name = field.about().name();
        JsonNode value = filled.get(name);
        Optional<String> problem = value == null ? Optional.empty() : field.problem(value);
        if (problem.isPresent()) {
          throw new IllegalArgumentException(
              "the form is not filled in as asked: \"" + Where.tidy(name) + "\": " + problem.get());
        }
      }
    }

    private ObjectNode withDefaults(ObjectNode given) {
      ObjectNode filled = Json.mapper().createObjectNode();
      for (var property : schema.path("properties").properties()) {
        JsonNode proposed = property.getValue().get("default");
        if (proposed != null && !given.has(property.getKey())) {
          filled.set(property.getKey(), proposed);
        }
      }
      return filled.setAll(given);
    }
  }

  /**
   * A page to visit, for what must not pass through the client, such as credentials. Show the whole
   * address and ask before opening it; never fetch it.
   */
  record Page(String message, String url) implements Elicitation {
    /** The user agreed to visit the page. */
    public ElicitResult accept() {
      return new ElicitResult(ElicitResult.Action.ACCEPT, null);
    }
  }
}
