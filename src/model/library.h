#pragma once

#include <string>

namespace autoj {

/// Starts libllama once for this process, its log kept from the terminal. Called before anything
/// else of it. Safe from several threads.
void StartLibrary();

/// The last error that libllama logged on this thread since it was asked for, or "": the reason of
/// a failed call, which reports it nowhere else.
std::string LastLibraryError();

}  // namespace autoj
