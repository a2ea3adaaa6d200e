#include "cli/interrupt.h"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstring>

namespace autoj {
namespace {

StopSignal stop_signal;
std::atomic<bool> is_told{true};

// Only what is safe in a signal handler: an atomic and write().
void OnSignal(int number) {
  int level = stop_signal.level.load() + 1;
  stop_signal.level.store(level);
  const char* text = level == StopSignal::kFinish
                         ? "\nfinishing what is in flight; once more to stop now\n"
                         : "\nstopping\n";
  if (is_told) {
    ssize_t ignored = write(STDERR_FILENO, text, std::strlen(text));
    static_cast<void>(ignored);
  }
  if (level >= StopSignal::kNow) {
    std::signal(number, SIG_DFL);
  }
}

}  // namespace

Interrupt::Interrupt(bool tells) {
  is_told = tells;
  stop_signal.level = StopSignal::kRun;
  std::signal(SIGINT, OnSignal);
  std::signal(SIGTERM, OnSignal);
}

Interrupt::~Interrupt() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

const StopSignal& Interrupt::signal() const { return stop_signal; }

}  // namespace autoj
