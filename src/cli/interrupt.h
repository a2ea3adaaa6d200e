#pragma once

#include "autoj/engine.h"

namespace autoj {

/// While one of these lives, the first Ctrl-C (SIGINT, SIGTERM) lets what is in flight be finished,
/// the second drops it, the third ends the program as it always did. `tells`: in words, on standard
/// error. One at a time.
class Interrupt {
 public:
  explicit Interrupt(bool tells);
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  const StopSignal& signal() const;
};

}  // namespace autoj
