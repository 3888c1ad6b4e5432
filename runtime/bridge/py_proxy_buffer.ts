// Objects with Python's buffer protocol.

import { Status } from "../js/wire.ts";
import { PyBufferView } from "./buffer_view.ts";
import { own } from "./py_proxy_base.ts";
import type { MemberTable } from "./py_proxy_members.ts";

export const bufferMembers: MemberTable = [
  [
    "getBuffer",
    function (this: any, type?: string): PyBufferView {
      const { values, address } = { values: own(this).values, address: own(this).live() };
      const { link } = values;
      if (link.exports.py_get_buffer(address) === Status.failed) throw values.takeError();
      link.memory.check();
      const record = link.memory.u32[(link.fromPython >>> 2) + 2]!;
      try {
        return new PyBufferView(values, record, type);
      } catch (error) {
        link.exports.py_release_buffer(record);
        throw error;
      }
    },
  ],
];
