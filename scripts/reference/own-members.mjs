// A plugin of TypeDoc: each member is described once, where it is declared, not again in all that extend it.

import { Converter } from "typedoc";

export function load(application) {
  application.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const reflection of Object.values(project.reflections))
      if (reflection.inheritedFrom !== undefined) project.removeReflection(reflection);
  });
}
