#pragma once

#include <functional>
#include <string>

namespace autoj {

/// The weights of the default model come as Q4_1, for which libllama has no fast kernels. This
/// gives the path of the same weights as Q8_0 (docs/default-model.md has what it changes), made in
/// CACHE/models at the first call by a rename: never half a file. Another file is returned as it
/// is. `on_step` is told before work that takes time. Throws Error(kModel), Error(kIo).
std::string PathOfFastWeights(const std::string& path,
                              const std::function<void(const std::string&)>& on_step);

}  // namespace autoj
