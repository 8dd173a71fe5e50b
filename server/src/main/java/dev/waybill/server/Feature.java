package dev.waybill.server;

/** Something a server offers under a name or a URI. */
public sealed interface Feature permits Tool, Prompt, Resource, ResourceTemplate {
  /** The tool's or prompt's name, the resource's URI, the template's URI template. */
  String id();
}
