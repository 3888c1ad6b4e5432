// Included before CPython's sources that check for a stack overflow by the function that extensions call:
// asked inline, the room of stack_room.h, which is included before, lies in their own frames.
#pragma once

#include <Python.h>
#include <pycore_ceval.h>

#define Py_EnterRecursiveCall(where) _Py_EnterRecursiveCall(where)
#define Py_LeaveRecursiveCall() _Py_LeaveRecursiveCall()
