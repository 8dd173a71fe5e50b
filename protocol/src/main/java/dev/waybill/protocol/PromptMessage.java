package dev.waybill.protocol;

/** One message of a prompt (server/prompts, PromptMessage). */
public record PromptMessage(Role role, ContentBlock content) {
  public static PromptMessage user(String text) {
    return new PromptMessage(Role.USER, ContentBlock.text(text));
  }

  public static PromptMessage assistant(String text) {
    return new PromptMessage(Role.ASSISTANT, ContentBlock.text(text));
  }
}
